import { getAccount, updateAccount } from './account.ts'
import { createAuthorizer, deleteAuthorizer, getAuthorizer, getAuthorizers, updateAuthorizer } from './authorizers.ts'
import {
  createBasePathMapping,
  deleteBasePathMapping,
  getBasePathMapping,
  getBasePathMappings,
  updateBasePathMapping,
} from './base-path-mappings.ts'
import {
  deleteClientCertificate,
  generateClientCertificate,
  getClientCertificate,
  getClientCertificates,
  updateClientCertificate,
} from './client-certificates.ts'
import { createDeployment, deleteDeployment, getDeployment, getDeployments, updateDeployment } from './deployments.ts'
import {
  createDocumentationPart,
  deleteDocumentationPart,
  getDocumentationPart,
  getDocumentationParts,
  updateDocumentationPart,
} from './documentation-parts.ts'
import {
  createDocumentationVersion,
  deleteDocumentationVersion,
  getDocumentationVersion,
  getDocumentationVersions,
  updateDocumentationVersion,
} from './documentation-versions.ts'
import {
  createDomainNameAccessAssociation,
  deleteDomainNameAccessAssociation,
  getDomainNameAccessAssociations,
  rejectDomainNameAccessAssociation,
} from './domain-name-access-associations.ts'
import { createDomainName, deleteDomainName, getDomainName, getDomainNames, updateDomainName } from './domain-names.ts'
import { getExport } from './exports.ts'
import { getGateway } from './gateway-description.ts'
import {
  deleteGatewayResponse,
  getGatewayResponse,
  getGatewayResponses,
  putGatewayResponse,
  updateGatewayResponse,
} from './gateway-responses.ts'
import { importDocumentationParts } from './import-documentation-parts.ts'
import { importRestApi, putRestApi } from './import-rest-api.ts'
import {
  deleteIntegrationResponse,
  getIntegrationResponse,
  putIntegrationResponse,
  updateIntegrationResponse,
} from './integration-responses.ts'
import { deleteIntegration, getIntegration, putIntegration, updateIntegration } from './integrations.ts'
import { getLogs } from './logs.ts'
import { deleteMethodResponse, getMethodResponse, putMethodResponse, updateMethodResponse } from './method-responses.ts'
import { deleteMethod, getMethod, putMethod, updateMethod } from './methods.ts'
import { createModel, deleteModel, getModel, getModels, getModelTemplate, updateModel } from './models.ts'
import {
  createRequestValidator,
  deleteRequestValidator,
  getRequestValidator,
  getRequestValidators,
  updateRequestValidator,
} from './request-validators.ts'
import { createResource, deleteResource, getResource, getResources, updateResource } from './resources.ts'
import { createRestApi, deleteRestApi, getRestApi, getRestApis, updateRestApi } from './rest-apis.ts'
import { type Route, routerOf } from './router.ts'
import { getSdkType, getSdkTypes } from './sdk-types.ts'
import {
  createStage,
  deleteStage,
  flushStageAuthorizersCache,
  flushStageCache,
  getStage,
  getStages,
  updateStage,
} from './stages.ts'
import { getTags, tagResource, untagResource } from './tags.ts'
import { testInvokeAuthorizer } from './test-invoke-authorizer.ts'
import { testInvokeMethod } from './test-invoke-method.ts'
import { createVpcLink, deleteVpcLink, getVpcLink, getVpcLinks, updateVpcLink } from './vpc-links.ts'

const METHOD = '/restapis/:restApiId/resources/:resourceId/methods/:httpMethod'

/** Every operation served; each function has the name of AWS's operation. The first row that fits is taken. */
export const ROUTES: readonly Route[] = [
  ['POST', '/restapis', importRestApi, 'mode=import'],
  ['POST', '/restapis', createRestApi],
  ['GET', '/restapis', getRestApis],
  ['GET', '/restapis/:restApiId', getRestApi],
  ['PUT', '/restapis/:restApiId', putRestApi],
  ['PATCH', '/restapis/:restApiId', updateRestApi],
  ['DELETE', '/restapis/:restApiId', deleteRestApi],

  ['GET', '/restapis/:restApiId/resources', getResources],
  ['POST', '/restapis/:restApiId/resources/:parentId', createResource],
  ['GET', '/restapis/:restApiId/resources/:resourceId', getResource],
  ['PATCH', '/restapis/:restApiId/resources/:resourceId', updateResource],
  ['DELETE', '/restapis/:restApiId/resources/:resourceId', deleteResource],
  ['PUT', METHOD, putMethod],
  ['GET', METHOD, getMethod],
  ['PATCH', METHOD, updateMethod],
  ['DELETE', METHOD, deleteMethod],
  ['POST', METHOD, testInvokeMethod],
  ['PUT', `${METHOD}/responses/:statusCode`, putMethodResponse],
  ['GET', `${METHOD}/responses/:statusCode`, getMethodResponse],
  ['PATCH', `${METHOD}/responses/:statusCode`, updateMethodResponse],
  ['DELETE', `${METHOD}/responses/:statusCode`, deleteMethodResponse],

  ['PUT', `${METHOD}/integration`, putIntegration],
  ['GET', `${METHOD}/integration`, getIntegration],
  ['PATCH', `${METHOD}/integration`, updateIntegration],
  ['DELETE', `${METHOD}/integration`, deleteIntegration],
  ['PUT', `${METHOD}/integration/responses/:statusCode`, putIntegrationResponse],
  ['GET', `${METHOD}/integration/responses/:statusCode`, getIntegrationResponse],
  ['PATCH', `${METHOD}/integration/responses/:statusCode`, updateIntegrationResponse],
  ['DELETE', `${METHOD}/integration/responses/:statusCode`, deleteIntegrationResponse],

  ['POST', '/restapis/:restApiId/models', createModel],
  ['GET', '/restapis/:restApiId/models', getModels],
  ['GET', '/restapis/:restApiId/models/:modelName', getModel],
  ['PATCH', '/restapis/:restApiId/models/:modelName', updateModel],
  ['DELETE', '/restapis/:restApiId/models/:modelName', deleteModel],
  ['GET', '/restapis/:restApiId/models/:modelName/default_template', getModelTemplate],

  ['POST', '/restapis/:restApiId/requestvalidators', createRequestValidator],
  ['GET', '/restapis/:restApiId/requestvalidators', getRequestValidators],
  ['GET', '/restapis/:restApiId/requestvalidators/:requestValidatorId', getRequestValidator],
  ['PATCH', '/restapis/:restApiId/requestvalidators/:requestValidatorId', updateRequestValidator],
  ['DELETE', '/restapis/:restApiId/requestvalidators/:requestValidatorId', deleteRequestValidator],

  ['POST', '/restapis/:restApiId/authorizers', createAuthorizer],
  ['GET', '/restapis/:restApiId/authorizers', getAuthorizers],
  ['GET', '/restapis/:restApiId/authorizers/:authorizerId', getAuthorizer],
  ['PATCH', '/restapis/:restApiId/authorizers/:authorizerId', updateAuthorizer],
  ['POST', '/restapis/:restApiId/authorizers/:authorizerId', testInvokeAuthorizer],
  ['DELETE', '/restapis/:restApiId/authorizers/:authorizerId', deleteAuthorizer],

  ['GET', '/restapis/:restApiId/gatewayresponses', getGatewayResponses],
  ['PUT', '/restapis/:restApiId/gatewayresponses/:responseType', putGatewayResponse],
  ['GET', '/restapis/:restApiId/gatewayresponses/:responseType', getGatewayResponse],
  ['PATCH', '/restapis/:restApiId/gatewayresponses/:responseType', updateGatewayResponse],
  ['DELETE', '/restapis/:restApiId/gatewayresponses/:responseType', deleteGatewayResponse],

  ['POST', '/restapis/:restApiId/deployments', createDeployment],
  ['GET', '/restapis/:restApiId/deployments', getDeployments],
  ['GET', '/restapis/:restApiId/deployments/:deploymentId', getDeployment],
  ['PATCH', '/restapis/:restApiId/deployments/:deploymentId', updateDeployment],
  ['DELETE', '/restapis/:restApiId/deployments/:deploymentId', deleteDeployment],

  ['POST', '/restapis/:restApiId/stages', createStage],
  ['GET', '/restapis/:restApiId/stages', getStages],
  ['GET', '/restapis/:restApiId/stages/:stageName', getStage],
  ['PATCH', '/restapis/:restApiId/stages/:stageName', updateStage],
  ['DELETE', '/restapis/:restApiId/stages/:stageName', deleteStage],
  ['GET', '/restapis/:restApiId/stages/:stageName/exports/:exportType', getExport],
  ['DELETE', '/restapis/:restApiId/stages/:stageName/cache/data', flushStageCache],
  ['DELETE', '/restapis/:restApiId/stages/:stageName/cache/authorizers', flushStageAuthorizersCache],

  ['GET', '/account', getAccount],
  ['PATCH', '/account', updateAccount],

  ['POST', '/clientcertificates', generateClientCertificate],
  ['GET', '/clientcertificates', getClientCertificates],
  ['GET', '/clientcertificates/:clientCertificateId', getClientCertificate],
  ['PATCH', '/clientcertificates/:clientCertificateId', updateClientCertificate],
  ['DELETE', '/clientcertificates/:clientCertificateId', deleteClientCertificate],

  ['POST', '/domainnames', createDomainName],
  ['GET', '/domainnames', getDomainNames],
  ['GET', '/domainnames/:domainName', getDomainName],
  ['PATCH', '/domainnames/:domainName', updateDomainName],
  ['DELETE', '/domainnames/:domainName', deleteDomainName],
  ['POST', '/domainnames/:domainName/basepathmappings', createBasePathMapping],
  ['GET', '/domainnames/:domainName/basepathmappings', getBasePathMappings],
  ['GET', '/domainnames/:domainName/basepathmappings/:basePath', getBasePathMapping],
  ['PATCH', '/domainnames/:domainName/basepathmappings/:basePath', updateBasePathMapping],
  ['DELETE', '/domainnames/:domainName/basepathmappings/:basePath', deleteBasePathMapping],
  ['POST', '/domainnameaccessassociations', createDomainNameAccessAssociation],
  ['GET', '/domainnameaccessassociations', getDomainNameAccessAssociations],
  ['DELETE', '/domainnameaccessassociations/:domainNameAccessAssociationArn', deleteDomainNameAccessAssociation],
  ['POST', '/rejectdomainnameaccessassociations', rejectDomainNameAccessAssociation],

  ['POST', '/vpclinks', createVpcLink],
  ['GET', '/vpclinks', getVpcLinks],
  ['GET', '/vpclinks/:vpcLinkId', getVpcLink],
  ['PATCH', '/vpclinks/:vpcLinkId', updateVpcLink],
  ['DELETE', '/vpclinks/:vpcLinkId', deleteVpcLink],

  ['GET', '/sdktypes', getSdkTypes],
  ['GET', '/sdktypes/:sdkTypeId', getSdkType],
  ['POST', '/restapis/:restApiId/documentation/parts', createDocumentationPart],
  ['GET', '/restapis/:restApiId/documentation/parts', getDocumentationParts],
  ['PUT', '/restapis/:restApiId/documentation/parts', importDocumentationParts],
  ['GET', '/restapis/:restApiId/documentation/parts/:documentationPartId', getDocumentationPart],
  ['PATCH', '/restapis/:restApiId/documentation/parts/:documentationPartId', updateDocumentationPart],
  ['DELETE', '/restapis/:restApiId/documentation/parts/:documentationPartId', deleteDocumentationPart],

  ['POST', '/restapis/:restApiId/documentation/versions', createDocumentationVersion],
  ['GET', '/restapis/:restApiId/documentation/versions', getDocumentationVersions],
  ['GET', '/restapis/:restApiId/documentation/versions/:documentationVersion', getDocumentationVersion],
  ['PATCH', '/restapis/:restApiId/documentation/versions/:documentationVersion', updateDocumentationVersion],
  ['DELETE', '/restapis/:restApiId/documentation/versions/:documentationVersion', deleteDocumentationVersion],

  ['GET', '/tags/:resourceArn', getTags],
  ['PUT', '/tags/:resourceArn', tagResource],
  ['DELETE', '/tags/:resourceArn', untagResource],

  ['GET', '/_postern/gateway', getGateway],
  ['GET', '/_postern/logs/:restApiId', getLogs],
]

/** The answer of the operation that a request names; undefined when none is served at its path. Throws ControlError. */
export const route = routerOf(ROUTES)
