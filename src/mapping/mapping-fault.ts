/** Why a template, a path or a body could not be worked with while a request ran. */
export type MappingFaultReason = 'invalidJson' | 'invalidPath' | 'budget' | 'badArgument'

/** Thrown by host objects and JSONPath at run time; the caller makes AWS's answer and the line of the execution log of it. */
export class MappingFault extends Error {
  readonly reason: MappingFaultReason

  constructor(reason: MappingFaultReason, message: string) {
    super(message)
    this.reason = reason
  }
}
