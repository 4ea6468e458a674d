/**
 * Operations of Lambda that this version does not serve, by path: a call of one is refused by its name. When an operation is served, it
 * moves to `routes.ts`.
 */
import { type OperationTable, type Reasons, type RefusedOperation, refusedOperation } from '../refused-operation.ts'

const OPERATIONS: OperationTable = {
  '/2015-03-31/event-source-mappings': 'GET ListEventSourceMappings, POST CreateEventSourceMapping',
  '/2015-03-31/event-source-mappings/*':
    'DELETE DeleteEventSourceMapping, GET GetEventSourceMapping, PUT UpdateEventSourceMapping',
  '/2016-08-19/account-settings': 'GET GetAccountSettings',
  '/2018-10-31/layers': 'GET ListLayers, GET?find=LayerVersion GetLayerVersionByArn',
  '/2018-10-31/layers/*/versions': 'GET ListLayerVersions, POST PublishLayerVersion',
  '/2018-10-31/layers/*/versions/*': 'DELETE DeleteLayerVersion, GET GetLayerVersion',
  '/2018-10-31/layers/*/versions/*/policy': 'GET GetLayerVersionPolicy, POST AddLayerVersionPermission',
  '/2018-10-31/layers/*/versions/*/policy/*': 'DELETE RemoveLayerVersionPermission',
  '/2019-09-25/functions/*/event-invoke-config':
    'POST UpdateFunctionEventInvokeConfig, PUT PutFunctionEventInvokeConfig',
  '/2019-09-30/functions/*/provisioned-concurrency': 'PUT PutProvisionedConcurrencyConfig',
  '/2020-04-22/code-signing-configs': 'GET ListCodeSigningConfigs, POST CreateCodeSigningConfig',
  '/2020-04-22/code-signing-configs/*':
    'DELETE DeleteCodeSigningConfig, GET GetCodeSigningConfig, PUT UpdateCodeSigningConfig',
  '/2020-04-22/code-signing-configs/*/functions': 'GET ListFunctionsByCodeSigningConfig',
  '/2021-10-31/functions/*/url': 'POST CreateFunctionUrlConfig, PUT UpdateFunctionUrlConfig',
  '/2025-11-30/capacity-providers': 'GET ListCapacityProviders, POST CreateCapacityProvider',
  '/2025-11-30/capacity-providers/*':
    'DELETE DeleteCapacityProvider, GET GetCapacityProvider, PUT UpdateCapacityProvider',
  '/2025-11-30/capacity-providers/*/function-versions': 'GET ListFunctionVersionsByCapacityProvider',
  '/2025-11-30/functions/*/function-scaling-config': 'GET GetFunctionScalingConfig, PUT PutFunctionScalingConfig',
  '/2025-12-01/durable-execution-callbacks/*/fail': 'POST SendDurableExecutionCallbackFailure',
  '/2025-12-01/durable-execution-callbacks/*/heartbeat': 'POST SendDurableExecutionCallbackHeartbeat',
  '/2025-12-01/durable-execution-callbacks/*/succeed': 'POST SendDurableExecutionCallbackSuccess',
  '/2025-12-01/durable-executions/*': 'GET GetDurableExecution',
  '/2025-12-01/durable-executions/*/checkpoint': 'POST CheckpointDurableExecution',
  '/2025-12-01/durable-executions/*/history': 'GET GetDurableExecutionHistory',
  '/2025-12-01/durable-executions/*/state': 'GET GetDurableExecutionState',
  '/2025-12-01/durable-executions/*/stop': 'POST StopDurableExecution',
  '/2025-12-01/functions/*/durable-executions': 'GET ListDurableExecutionsByFunction',
  '/2026-07-09/resource-policy/*': 'DELETE DeleteResourcePolicy, GET GetResourcePolicy, PUT PutResourcePolicy',
}

const REASONS: Reasons = [
  [/EventSourceMapping/, 'functions are run by APIs and by Invoke; nothing is polled for them'],
  [/Layer/, 'there are no layers; put their files into the zip'],
  [/CodeSigning/, 'code is not signed'],
  [/EventInvokeConfig/, 'events that a function fails on are logged; they are not tried again and have no destination'],
  [/FunctionUrl/, 'functions have no URL of their own; put an API in front of them'],
  [/ProvisionedConcurrency|Scaling|CapacityProvider/, 'the platform starts and scales functions by itself'],
  [/Durable/, 'durable functions are not served'],
  [/AccountSettings/, 'the limits are those of the platform'],
  [/ResourcePolicy/, 'permissions are added and removed one by one (AddPermission, RemovePermission)'],
  [/./, 'it is not built yet'],
]

/** The operation that a call names; undefined when AWS has no such operation either. `search` is the URL's query, with its `?`. */
export const lambdaOperationNotServed = (method: string, path: string, search = ''): RefusedOperation | undefined =>
  refusedOperation(OPERATIONS, REASONS, method, path, search)
