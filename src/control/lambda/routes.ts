import { type Route, routerOf } from '../router.ts'
import { CODE_PATH, getFunctionZip } from './code-location.ts'
import { listTags, tagResource, untagResource } from './function-tags.ts'
import { createFunction, deleteFunction, getFunction, getFunctionConfiguration, listFunctions } from './functions.ts'
import { updateFunctionCode, updateFunctionConfiguration } from './update-function.ts'
import { listVersionsByFunction, publishVersion } from './versions.ts'

const FUNCTION = '/2015-03-31/functions/:FunctionName'

/** Every operation of Lambda that is served; each function has the name of AWS's operation. */
export const LAMBDA_ROUTES: readonly Route[] = [
  ['POST', '/2015-03-31/functions', createFunction],
  ['GET', '/2015-03-31/functions', listFunctions],
  ['GET', FUNCTION, getFunction],
  ['DELETE', FUNCTION, deleteFunction],
  ['GET', `${FUNCTION}/configuration`, getFunctionConfiguration],
  ['PUT', `${FUNCTION}/configuration`, updateFunctionConfiguration],
  ['PUT', `${FUNCTION}/code`, updateFunctionCode],
  ['POST', `${FUNCTION}/versions`, publishVersion],
  ['GET', `${FUNCTION}/versions`, listVersionsByFunction],

  ['GET', '/2017-03-31/tags/:Resource', listTags],
  ['POST', '/2017-03-31/tags/:Resource', tagResource],
  ['DELETE', '/2017-03-31/tags/:Resource', untagResource],

  ['GET', `${CODE_PATH}/:codeHash`, getFunctionZip],
]

export const routeLambda = routerOf(LAMBDA_ROUTES)
