import type { GraphQLSchema } from 'graphql';
import { forbidden } from '../errors/errors';
import type { RequestContext } from './context';

/** Has every mutation refuse a request that previews as somebody else, whatever the mutation is. */
export function refuseInPreview(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const { resolve } = field;
    if (!resolve) throw new Error(`${field.name} has no resolver`);
    field.resolve = (root, args, context: RequestContext, info) => {
      if (context.principal?.within?.readOnly) {
        throw forbidden([], 'A preview changes nothing.', '预览模式下不能修改任何内容。');
      }
      return resolve(root, args, context, info) as unknown;
    };
  }
}
