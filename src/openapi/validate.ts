import type { RestApiDefinition } from '../definition/rest-api-definition.ts'
import { compileDeployment } from '../deployment/compile.ts'
import { type Problem, Problems } from '../lib/problems.ts'
import { checkAwsTarget } from './aws-target.ts'
import { parseOpenApi } from './document.ts'
import { readOpenApi } from './import.ts'
import type { JsonObject } from './json-value.ts'
import { operationsOf } from './operations.ts'
import { Report } from './report.ts'

/** A problem under its JSON pointer, and whose it is. */
export interface Finding extends Problem {
  /** `aws`: Amazon API Gateway alone has it; this version of Postern takes the document as it stands. */
  readonly by: 'postern' | 'aws'
}

export interface Validated {
  readonly findings: readonly Finding[]
  /** Absent when the import was refused. */
  readonly definition?: RestApiDefinition
}

/**
 * All that importing and deploying a document would refuse or warn of, at once; with the target `aws` what AWS would refuse or ignore as
 * well. Pure. Throws `BadRequestException` for what is no OpenAPI document at all.
 */
export function validateOpenApi(text: string, target?: 'aws'): Validated {
  let next = 0
  const newId = () => `id${next++}`
  const options = { apiId: 'apiapiapia', createdDate: 0, newId, basepath: 'ignore' as const }
  const { definition, errors, warnings, notServed } = readOpenApi(text, options)
  const root = parseOpenApi(text, new Report())?.root
  const deployment = root && definition ? deploymentProblems(root, definition, [...errors, ...notServed]) : []
  const aws = target === 'aws' && root ? checkAwsTarget(root, definition) : []
  return {
    findings: [
      ...[...errors, ...warnings, ...deployment].map((problem) => ({ ...problem, by: 'postern' as const })),
      ...aws.map((problem) => ({ ...problem, by: 'aws' as const })),
    ],
    ...(definition && errors.length === 0 && { definition }),
  }
}

/** Problems of compilation carry AWS's name of a method (`GET /pets`): here they get the place of its operation. */
function deploymentProblems(root: JsonObject, definition: RestApiDefinition, said: readonly Problem[]): Problem[] {
  const places = new Map(operationsOf(root).map(({ httpMethod, path, place }) => [`${httpMethod} ${path}`, place]))
  const problems = new Problems()
  compileDeployment(definition, 'validate', problems)
  return [...problems.errors, ...problems.warnings].flatMap((problem) => {
    const place = placeOf(problem.place, places)
    return said.some((other) => isWithin(other.place, place)) ? [] : [{ ...problem, place }]
  })
}

function placeOf(place: string, places: ReadonlyMap<string, string>): string {
  const [method, path] = place.split(' ')
  return places.get(`${method} ${path}`) ?? (place === '' ? '/paths' : place)
}

/** Of an operation that the import has complained about, compilation has nothing to add. */
const isWithin = (place: string, operation: string) => place === operation || place.startsWith(`${operation}/`)
