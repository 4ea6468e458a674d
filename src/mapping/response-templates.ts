/**
 * Which mapping template an integration response goes through: the request's Accept decides, not the backend's Content-Type.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
import { linkAccepted } from './media-type.ts'
import { linkMappingTemplate, type Template } from './templates.ts'

/** The template for a request's Accept; undefined passes the body on: there are no templates at all, or this one is empty. */
export const linkResponseTemplates = (
  templates: Readonly<Record<string, string>> | undefined,
): ((accept: string | undefined) => Template | undefined) => linkAccepted(templates, linkMappingTemplate)
