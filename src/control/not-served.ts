import { type OperationTable, type Reasons, type RefusedOperation, refusedOperation } from './refused-operation.ts'

/**
 * Operations of AWS's API Gateway that this version does not serve, by path: a call of one is refused by its name.
 * `*` is one segment; a query that tells two apart stands behind the method. When an operation is served, it moves to `routes.ts`.
 */
const V1: OperationTable = {
  '/apikeys': 'GET GetApiKeys, POST CreateApiKey, POST?mode=import ImportApiKeys',
  '/apikeys/*': 'DELETE DeleteApiKey, GET GetApiKey, PATCH UpdateApiKey',
  '/restapis/*/stages/*/sdks/*': 'GET GetSdk',
  '/usageplans': 'GET GetUsagePlans, POST CreateUsagePlan',
  '/usageplans/*': 'DELETE DeleteUsagePlan, GET GetUsagePlan, PATCH UpdateUsagePlan',
  '/usageplans/*/keys': 'GET GetUsagePlanKeys, POST CreateUsagePlanKey',
  '/usageplans/*/keys/*': 'DELETE DeleteUsagePlanKey, GET GetUsagePlanKey',
  '/usageplans/*/keys/*/usage': 'PATCH UpdateUsage',
  '/usageplans/*/usage': 'GET GetUsage',
}

const V2: OperationTable = {
  '/v2/apis': 'GET GetApis, POST CreateApi, PUT ImportApi',
  '/v2/apis/*': 'DELETE DeleteApi, GET GetApi, PATCH UpdateApi, PUT ReimportApi',
  '/v2/apis/*/authorizers': 'GET GetAuthorizers, POST CreateAuthorizer',
  '/v2/apis/*/authorizers/*': 'DELETE DeleteAuthorizer, GET GetAuthorizer, PATCH UpdateAuthorizer',
  '/v2/apis/*/cors': 'DELETE DeleteCorsConfiguration',
  '/v2/apis/*/deployments': 'GET GetDeployments, POST CreateDeployment',
  '/v2/apis/*/deployments/*': 'DELETE DeleteDeployment, GET GetDeployment, PATCH UpdateDeployment',
  '/v2/apis/*/exports/*': 'GET ExportApi',
  '/v2/apis/*/integrations': 'GET GetIntegrations, POST CreateIntegration',
  '/v2/apis/*/integrations/*': 'DELETE DeleteIntegration, GET GetIntegration, PATCH UpdateIntegration',
  '/v2/apis/*/integrations/*/integrationresponses': 'GET GetIntegrationResponses, POST CreateIntegrationResponse',
  '/v2/apis/*/integrations/*/integrationresponses/*':
    'DELETE DeleteIntegrationResponse, GET GetIntegrationResponse, PATCH UpdateIntegrationResponse',
  '/v2/apis/*/models': 'GET GetModels, POST CreateModel',
  '/v2/apis/*/models/*': 'DELETE DeleteModel, GET GetModel, PATCH UpdateModel',
  '/v2/apis/*/models/*/template': 'GET GetModelTemplate',
  '/v2/apis/*/routes': 'GET GetRoutes, POST CreateRoute',
  '/v2/apis/*/routes/*': 'DELETE DeleteRoute, GET GetRoute, PATCH UpdateRoute',
  '/v2/apis/*/routes/*/requestparameters/*': 'DELETE DeleteRouteRequestParameter',
  '/v2/apis/*/routes/*/routeresponses': 'GET GetRouteResponses, POST CreateRouteResponse',
  '/v2/apis/*/routes/*/routeresponses/*': 'DELETE DeleteRouteResponse, GET GetRouteResponse, PATCH UpdateRouteResponse',
  '/v2/apis/*/stages': 'GET GetStages, POST CreateStage',
  '/v2/apis/*/stages/*': 'DELETE DeleteStage, GET GetStage, PATCH UpdateStage',
  '/v2/apis/*/stages/*/accesslogsettings': 'DELETE DeleteAccessLogSettings',
  '/v2/apis/*/stages/*/cache/authorizers': 'DELETE ResetAuthorizersCache',
  '/v2/apis/*/stages/*/routesettings/*': 'DELETE DeleteRouteSettings',
  '/v2/domainnames': 'GET GetDomainNames, POST CreateDomainName',
  '/v2/domainnames/*': 'DELETE DeleteDomainName, GET GetDomainName, PATCH UpdateDomainName',
  '/v2/domainnames/*/apimappings': 'GET GetApiMappings, POST CreateApiMapping',
  '/v2/domainnames/*/apimappings/*': 'DELETE DeleteApiMapping, GET GetApiMapping, PATCH UpdateApiMapping',
  '/v2/domainnames/*/routingrules': 'GET ListRoutingRules, POST CreateRoutingRule',
  '/v2/domainnames/*/routingrules/*': 'DELETE DeleteRoutingRule, GET GetRoutingRule, PUT PutRoutingRule',
  '/v2/portalproducts': 'GET ListPortalProducts, POST CreatePortalProduct',
  '/v2/portalproducts/*': 'DELETE DeletePortalProduct, GET GetPortalProduct, PATCH UpdatePortalProduct',
  '/v2/portalproducts/*/productpages': 'GET ListProductPages, POST CreateProductPage',
  '/v2/portalproducts/*/productpages/*': 'DELETE DeleteProductPage, GET GetProductPage, PATCH UpdateProductPage',
  '/v2/portalproducts/*/productrestendpointpages':
    'GET ListProductRestEndpointPages, POST CreateProductRestEndpointPage',
  '/v2/portalproducts/*/productrestendpointpages/*':
    'DELETE DeleteProductRestEndpointPage, GET GetProductRestEndpointPage, PATCH UpdateProductRestEndpointPage',
  '/v2/portalproducts/*/sharingpolicy':
    'DELETE DeletePortalProductSharingPolicy, GET GetPortalProductSharingPolicy, PUT PutPortalProductSharingPolicy',
  '/v2/portals': 'GET ListPortals, POST CreatePortal',
  '/v2/portals/*': 'DELETE DeletePortal, GET GetPortal, PATCH UpdatePortal',
  '/v2/portals/*/preview': 'POST PreviewPortal',
  '/v2/portals/*/publish': 'DELETE DisablePortal, POST PublishPortal',
}

/** What an operation waits for, by its name; the first that fits. */
const REASONS: Reasons = [
  [/ApiKey|UsagePlan|Usage$/, 'API keys and usage plans are not served yet'],
  [/^GetSdk$/, 'no SDKs are generated; export the API (GetExport) and generate one with a tool of your choice'],
  [/Portal|Product/, 'developer portals are not served'],
  [/./, 'it is not built yet'],
]

const HTTP_API: Reasons = [[/./, 'HTTP and WebSocket APIs are not served yet']]

/** The operation that a call names; undefined when AWS has no such operation either. `search` is the URL's query, with its `?`. */
export const operationNotServed = (method: string, path: string, search = ''): RefusedOperation | undefined =>
  refusedOperation(V1, REASONS, method, path, search) ?? refusedOperation(V2, HTTP_API, method, path, search)
