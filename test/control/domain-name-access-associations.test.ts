import {
  CreateDomainNameAccessAssociationCommand,
  type CreateDomainNameAccessAssociationCommandInput,
  CreateDomainNameCommand,
  DeleteDomainNameAccessAssociationCommand,
  DeleteDomainNameCommand,
  GetDomainNameAccessAssociationsCommand,
  RejectDomainNameAccessAssociationCommand,
} from '@aws-sdk/client-api-gateway'
import { describe, expect, it } from 'vitest'
import { gatewayUnderTest } from './gateway-under-test.ts'

const DOMAIN = {
  domainName: 'in.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/fb1b9770-a305-495d-aefb-27e5e101ff3a',
  endpointConfiguration: { types: ['PRIVATE' as const] },
}

async function underTest() {
  const gateway = gatewayUnderTest()
  const { client } = gateway
  const { domainNameArn = '', domainNameId = '' } = await client.send(new CreateDomainNameCommand(DOMAIN))
  const create = (input: Partial<CreateDomainNameAccessAssociationCommandInput> = {}) =>
    client.send(
      new CreateDomainNameAccessAssociationCommand({
        domainNameArn,
        accessAssociationSourceType: 'VPCE',
        accessAssociationSource: 'vpce-abcd1234',
        ...input,
      }),
    )
  const list = async (resourceOwner?: 'SELF' | 'OTHER_ACCOUNTS') =>
    (await client.send(new GetDomainNameAccessAssociationsCommand({ resourceOwner }))).items
  return { ...gateway, domainNameArn, domainNameId, create, list }
}

describe('DomainNameAccessAssociation', () => {
  it('lets a VPC endpoint reach a private domain name (documentation)', async () => {
    const { create, list, domainNameArn, domainNameId } = await underTest()
    const { $metadata, ...association } = await create()
    expect($metadata.httpStatusCode).toBe(201)
    expect(association).toEqual({
      domainNameAccessAssociationArn: `arn:aws:apigateway:us-east-1:111111111111:/domainnameaccessassociations/domainname/in.example.com+${domainNameId}/vpcesource/vpce-abcd1234`,
      domainNameArn,
      accessAssociationSource: 'vpce-abcd1234',
      accessAssociationSourceType: 'VPCE',
    })
    expect(await list()).toEqual([association])
    expect(await list('OTHER_ACCOUNTS')).toEqual([])
  })

  it.each([
    [
      'an unknown domain name',
      { domainNameArn: 'arn:aws:apigateway:us-east-1:1:/domainnames/x+y' },
      'NotFoundException',
    ],
    ['no ARN at all', { domainNameArn: 'x' }, 'NotFoundException'],
    ['an unknown kind of source', { accessAssociationSourceType: 'VPC' as never }, 'ValidationException'],
    ['what is no VPC endpoint', { accessAssociationSource: 'vpc-1' }, 'BadRequestException'],
  ])('refuses %s', async (_, input, name) => {
    const { create, list } = await underTest()
    await expect(create(input)).rejects.toMatchObject({ name })
    expect(await list()).toEqual([])
  })

  it('is one per endpoint (our own words)', async () => {
    const { create } = await underTest()
    await create()
    await expect(create()).rejects.toMatchObject({ name: 'ConflictException' })
  })

  it('is deleted, rejected, or goes with its domain name', async () => {
    const { client, create, list, domainNameArn, domainNameId } = await underTest()
    const arnOf = async () => (await create()).domainNameAccessAssociationArn ?? ''
    const domainNameAccessAssociationArn = await arnOf()
    await client.send(new DeleteDomainNameAccessAssociationCommand({ domainNameAccessAssociationArn }))
    expect(await list()).toEqual([])
    await arnOf()
    const reject = (arn: string) =>
      client.send(new RejectDomainNameAccessAssociationCommand({ domainNameAccessAssociationArn, domainNameArn: arn }))
    await expect(reject('another')).rejects.toMatchObject({ name: 'NotFoundException' })
    await reject(domainNameArn)
    expect(await list()).toEqual([])
    await arnOf()
    await client.send(new DeleteDomainNameCommand({ domainName: DOMAIN.domainName, domainNameId }))
    expect(await list()).toEqual([])
    const remove = client.send(new DeleteDomainNameAccessAssociationCommand({ domainNameAccessAssociationArn }))
    await expect(remove).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})
