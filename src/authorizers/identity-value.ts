import type { Exchange } from '../gateway/exchange.ts'
import { contextVariable } from '../mapping/context-variables.ts'
import { stageVariable } from '../mapping/stage-variables.ts'
import type { IdentitySource } from './identity-source.ts'

/**
 * What a request has of an identity source; undefined where that is missing or empty. Of a query parameter that stands several times it is
 * all values, because the function that decides sees all of them.
 */
export function identityValue(x: Exchange, source: IdentitySource): readonly string[] | undefined {
  const values = valuesOf(x, source).filter((value) => value !== undefined)
  return values.length === 0 || values.includes('') ? undefined : values
}

function valuesOf(x: Exchange, { from, name }: IdentitySource): readonly (string | undefined)[] {
  switch (from) {
    case 'header':
      return [x.arrival.headers.get(name)]
    case 'querystring':
      return x.query.all(name)
    case 'context':
      return [contextVariable(x, name)]
    case 'stageVariables':
      return [stageVariable(x.stage.variables, name)]
  }
}

/** As its owner wrote it. */
export const sourceText = ({ from, name }: IdentitySource): string =>
  from === 'header' || from === 'querystring' ? `method.request.${from}.${name}` : `${from}.${name}`
