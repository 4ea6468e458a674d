import { type Route, routerOf } from '../router.ts'
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases.ts'
import { CODE_PATH, getFunctionZip } from './code-location.ts'
import { createFunction } from './create-function.ts'
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  getFunctionRecursionConfig,
  putFunctionConcurrency,
  putFunctionRecursionConfig,
} from './function-concurrency.ts'
import { listTags, tagResource, untagResource } from './function-tags.ts'
import { deleteFunction, getFunction, getFunctionConfiguration, listFunctions } from './functions.ts'
import { invoke, invokeAsync, invokeWithResponseStream } from './invoke.ts'
import {
  deleteFunctionCodeSigningConfig,
  deleteFunctionEventInvokeConfig,
  deleteFunctionUrlConfig,
  deleteProvisionedConcurrencyConfig,
  getFunctionCodeSigningConfig,
  getFunctionEventInvokeConfig,
  getFunctionUrlConfig,
  getProvisionedConcurrencyConfig,
  getRuntimeManagementConfig,
  listFunctionEventInvokeConfigs,
  listFunctionUrlConfigs,
  listProvisionedConcurrencyConfigs,
  putFunctionCodeSigningConfig,
  putRuntimeManagementConfig,
} from './not-configured.ts'
import { addPermission, getPolicy, removePermission } from './policies.ts'
import { updateFunctionCode, updateFunctionConfiguration } from './update-function.ts'
import { listVersionsByFunction, publishVersion } from './versions.ts'

const FUNCTION = '/2015-03-31/functions/:FunctionName'

/** Every operation of Lambda that is served; each function has the name of AWS's operation. The first row that fits is taken. */
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

  ['POST', `${FUNCTION}/aliases`, createAlias],
  ['GET', `${FUNCTION}/aliases`, listAliases],
  ['GET', `${FUNCTION}/aliases/:Name`, getAlias],
  ['PUT', `${FUNCTION}/aliases/:Name`, updateAlias],
  ['DELETE', `${FUNCTION}/aliases/:Name`, deleteAlias],

  ['POST', `${FUNCTION}/policy`, addPermission],
  ['GET', `${FUNCTION}/policy`, getPolicy],
  ['DELETE', `${FUNCTION}/policy/:StatementId`, removePermission],

  ['POST', `${FUNCTION}/invocations`, invoke],
  ['POST', '/2014-11-13/functions/:FunctionName/invoke-async', invokeAsync],
  ['POST', '/2021-11-15/functions/:FunctionName/response-streaming-invocations', invokeWithResponseStream],

  ['PUT', '/2017-10-31/functions/:FunctionName/concurrency', putFunctionConcurrency],
  ['GET', '/2019-09-30/functions/:FunctionName/concurrency', getFunctionConcurrency],
  ['DELETE', '/2017-10-31/functions/:FunctionName/concurrency', deleteFunctionConcurrency],
  ['PUT', '/2024-08-31/functions/:FunctionName/recursion-config', putFunctionRecursionConfig],
  ['GET', '/2024-08-31/functions/:FunctionName/recursion-config', getFunctionRecursionConfig],

  ['GET', '/2020-06-30/functions/:FunctionName/code-signing-config', getFunctionCodeSigningConfig],
  ['PUT', '/2020-06-30/functions/:FunctionName/code-signing-config', putFunctionCodeSigningConfig],
  ['DELETE', '/2020-06-30/functions/:FunctionName/code-signing-config', deleteFunctionCodeSigningConfig],
  ['GET', '/2019-09-25/functions/:FunctionName/event-invoke-config/list', listFunctionEventInvokeConfigs],
  ['GET', '/2019-09-25/functions/:FunctionName/event-invoke-config', getFunctionEventInvokeConfig],
  ['DELETE', '/2019-09-25/functions/:FunctionName/event-invoke-config', deleteFunctionEventInvokeConfig],
  ['GET', '/2021-10-31/functions/:FunctionName/urls', listFunctionUrlConfigs],
  ['GET', '/2021-10-31/functions/:FunctionName/url', getFunctionUrlConfig],
  ['DELETE', '/2021-10-31/functions/:FunctionName/url', deleteFunctionUrlConfig],
  ['GET', '/2019-09-30/functions/:FunctionName/provisioned-concurrency', listProvisionedConcurrencyConfigs, 'List=ALL'],
  ['GET', '/2019-09-30/functions/:FunctionName/provisioned-concurrency', getProvisionedConcurrencyConfig],
  ['DELETE', '/2019-09-30/functions/:FunctionName/provisioned-concurrency', deleteProvisionedConcurrencyConfig],
  ['GET', '/2021-07-20/functions/:FunctionName/runtime-management-config', getRuntimeManagementConfig],
  ['PUT', '/2021-07-20/functions/:FunctionName/runtime-management-config', putRuntimeManagementConfig],

  ['GET', '/2017-03-31/tags/:Resource', listTags],
  ['POST', '/2017-03-31/tags/:Resource', tagResource],
  ['DELETE', '/2017-03-31/tags/:Resource', untagResource],

  ['GET', `${CODE_PATH}/:codeHash`, getFunctionZip],
]

export const routeLambda = routerOf(LAMBDA_ROUTES)
