import 'reflect-metadata';
import type { GraphQLResolveInfo, GraphQLScalarType } from 'graphql';
import { GraphQLBoolean, GraphQLID, GraphQLString } from 'graphql';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  Info,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  createUnionType,
} from 'type-graphql';
import type { Principal } from '../access/principal';
import { requirePrincipal, type RequestContext } from '../graphql/context';
import { ownEmail } from './own-email';
import { mustChangePassword } from './own-password';
import { signIn, signOut, type SignInServices } from './sign-in';

/** What the account operations take from the schema they become part of. */
export interface AccountTypes<C extends RequestContext> {
  userType: () => object;
  teamType: () => object;
  jsonType: GraphQLScalarType;
  services: (context: C) => SignInServices;
  /** The rights of a principal under the purpose it acts for. */
  rightsOf: (context: C, principal: Principal) => readonly string[];
  /** Every limit of a request, as settings have them. */
  limitsOf: (context: C) => Readonly<Record<string, number>>;
  /** The guarded record of a user, in the view of the request's principal. */
  userRecord: (context: C, id: string, info: GraphQLResolveInfo) => unknown;
  /** Guarded records of the teams with these keys, in the view of the request's principal. */
  teamRecords: (context: C, teamPks: readonly number[], info: GraphQLResolveInfo) => unknown;
  /** Makes the request act for somebody else from here on: called when a sign-in succeeded. */
  become: (context: C, principal: Principal) => void;
}

/**
 * Declares `me`, `signIn` and `signOut` and returns the resolver classes. Call it once a process: TypeGraphQL keeps its
 * metadata globally.
 */
export function declareAccounts<C extends RequestContext>(types: AccountTypes<C>): object[] {
  const text = (): GraphQLScalarType => GraphQLString;
  const id = (): GraphQLScalarType => GraphQLID;
  const flag = (): GraphQLScalarType => GraphQLBoolean;

  @InputType('SignInInput', { description: 'Login name and password.' })
  class SignInInput {
    @Field(text)
    email!: string;
    @Field(text)
    password!: string;
  }

  @ObjectType('SignInSuccess', { description: 'A session has begun; the session cookie carries it too.' })
  class SignInSuccess {
    @Field(text, { description: 'Bearer token of the session, for clients without cookies. Shown this once.' })
    token!: string;
    userId!: string;
  }

  @ObjectType('SecondFactorRequired', { description: 'The password was right; a second factor is asked for.' })
  class SecondFactorRequired {
    @Field(text)
    challenge!: string;
  }

  const SignInResult = createUnionType({
    name: 'SignInResult',
    description: 'Wrong credentials are the error UNAUTHENTICATED, the same for every cause.',
    types: () => [SignInSuccess, SecondFactorRequired] as const,
    resolveType: (value) => ('token' in value ? 'SignInSuccess' : 'SecondFactorRequired'),
  });

  @ObjectType('Me', { description: 'Who the request acts for.' })
  class Me {
    principal!: Principal;
  }

  @Resolver(() => Me)
  class MeResolver {
    @Query(() => Me, { description: 'Who the request acts for.' })
    me(@Ctx() context: C): Me {
      return { principal: requirePrincipal(context) };
    }

    @FieldResolver(id)
    id(@Root() me: Me): string {
      return me.principal.id;
    }

    @FieldResolver(text, { nullable: true, description: 'Login name; null for a program.' })
    email(@Root() me: Me, @Ctx() context: C): Promise<string | null> {
      return ownEmail(types.services(context).database, me.principal);
    }

    @FieldResolver(text, { nullable: true })
    name(@Root() me: Me): string {
      return me.principal.name;
    }

    @FieldResolver(() => [String], { description: 'Role keys; the default purpose is that of the first.' })
    roles(@Root() me: Me): readonly string[] {
      return me.principal.roles;
    }

    @FieldResolver(() => [types.teamType()], { description: 'Teams one belongs to.' })
    teams(@Root() me: Me, @Ctx() context: C, @Info() info: GraphQLResolveInfo): unknown {
      return types.teamRecords(context, me.principal.teamPks, info);
    }

    @FieldResolver(() => [String], { description: 'Purposes that may be stated in X-Kehu-Purpose.' })
    purposes(@Root() me: Me): readonly string[] {
      return me.principal.purposes;
    }

    @FieldResolver(text, { description: 'The purpose this request acts for.' })
    purpose(@Root() me: Me): string {
      return me.principal.purpose;
    }

    @FieldResolver(() => [String], { description: 'Rights that are not about one kind of record.' })
    rights(@Root() me: Me, @Ctx() context: C): readonly string[] {
      return types.rightsOf(context, me.principal);
    }

    @FieldResolver(text, { description: 'Language of the pages: en or zh.' })
    locale(@Root() me: Me): string {
      return me.principal.locale;
    }

    @FieldResolver(text, { nullable: true, description: 'Name of the user whose view bounds a preview; else null.' })
    previewingAs(@Root() me: Me): string | null {
      return me.principal.within?.readOnly ? me.principal.within.principal.name : null;
    }

    @FieldResolver(flag, { description: 'Signed in with a one-time password: a password of one’s own is to be set.' })
    mustChangePassword(@Root() me: Me, @Ctx() context: C): Promise<boolean> {
      return mustChangePassword(types.services(context), me.principal);
    }

    @FieldResolver(() => types.jsonType, { description: 'Limits of a request.' })
    limits(@Ctx() context: C): Readonly<Record<string, number>> {
      return types.limitsOf(context);
    }
  }

  @Resolver(() => SignInSuccess)
  class SignInResolver {
    @Mutation(() => SignInResult, { description: 'Starts a session and sets its cookie.' })
    async signIn(
      @Arg('input', () => SignInInput) input: SignInInput,
      @Ctx() context: C,
    ): Promise<SignInSuccess | SecondFactorRequired> {
      const { token, principal, credential } = await signIn(types.services(context), input, context);
      context.setSessionCookie(token);
      context.credential = credential;
      context.principal = principal;
      types.become(context, principal);
      return Object.assign(new SignInSuccess(), { token, userId: principal.id });
    }

    @FieldResolver(() => types.userType())
    user(@Root() success: SignInSuccess, @Ctx() context: C, @Info() info: GraphQLResolveInfo): unknown {
      return types.userRecord(context, success.userId, info);
    }

    @Mutation(flag, {
      description: 'Ends the session of the request, or every session of its user. False: there was none.',
    })
    async signOut(
      @Arg('everywhere', flag, { nullable: true, defaultValue: false }) everywhere: boolean | null,
      @Ctx() context: C,
    ): Promise<boolean> {
      const ended = await signOut(types.services(context), context, everywhere === true);
      context.setSessionCookie(null);
      context.principal = null;
      context.credential = null;
      return ended;
    }
  }

  return [MeResolver, SignInResolver];
}
