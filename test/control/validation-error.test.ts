import { describe, expect, it } from 'vitest'
import { readPatch } from '../../src/control/patch.ts'
import { checkConstraints, matching, notInSet, required } from '../../src/control/validation-error.ts'

const refusalOf = (check: () => unknown) => {
  try {
    check()
  } catch (error) {
    const { type, message } = error as { type: string; message: string }
    return { type, message }
  }
  return undefined
}

const STATUS = '[1-5]\\d\\d'

describe('constraints of a call', () => {
  it('let pass what breaks none', () => {
    expect(refusalOf(() => checkConstraints(matching('404', 'statusCode', STATUS), required('', 'name')))).toBe(
      undefined,
    )
  })

  it('name one that is broken (cpl-0076)', () => {
    expect(refusalOf(() => checkConstraints(matching('wrong', 'statusCode', STATUS)))).toEqual({
      type: 'ValidationException',
      message:
        "1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
    })
  })

  it('match a whole value, not a part of it', () => {
    for (const value of ['1200', '20', '200\n', '']) expect(matching(value, 'statusCode', STATUS), value).toBeDefined()
  })

  it('are all named at once, those of patch operations before those of labels (cpl-0076)', () => {
    const body = new TextEncoder().encode('{"patchOperations":[{"op":"wrong_op","path":"/a"}]}')
    const read = () => readPatch(body, 'updateMethodResponseInput', matching('wrong', 'statusCode', STATUS))
    expect(refusalOf(read)?.message).toBe(
      "2 validation errors detected: Value 'wrong_op' at 'updateMethodResponseInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]; Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
    )
  })

  it('count a member that is not there', () => {
    const broken = () => checkConstraints(required(undefined, 'input.name'), notInSet('x', 'input.type', ['A', 'B']))
    expect(refusalOf(broken)?.message).toBe(
      "2 validation errors detected: Value null at 'input.name' failed to satisfy constraint: Member must not be null; Value 'x' at 'input.type' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
    )
  })
})
