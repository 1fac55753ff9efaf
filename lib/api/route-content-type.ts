import { checkPattern } from '../checks/pattern';

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;

/** A content type a route takes beside `application/json`, with the template its bodies go through. */
export class RouteContentType {
  /**
   * Bodies of this type are stored byte for byte as sent (valid UTF-8: API Gateway replaces other bytes). For targets of
   * one event a request. API Gateway reads an empty body as `{}`, and stores that where no schema refuses it.
   * @param contentType The media type in lower case, without parameters, e.g. `text/csv`.
   * @param schema JSON Schema (draft 4) of a body of this type. Default: for `…+json` the route's own, else none.
   */
  public static asSent(contentType: string, schema?: { readonly [key: string]: unknown }): RouteContentType {
    return new RouteContentType(contentType, undefined, schema);
  }

  /**
   * Bodies of this type go through your own mapping template, which renders the service's whole request. What a
   * client sends must be printed escaped or base64-encoded: `docs/templates.md` shows how.
   * @param contentType The media type in lower case, without parameters.
   * @param template VTL.
   * @param schema JSON Schema (draft 4) of a body of this type, if it is to be validated.
   */
  public static mapped(
    contentType: string,
    template: string,
    schema?: { readonly [key: string]: unknown },
  ): RouteContentType {
    if (template.trim() === '') throw new Error(`'template' of '${contentType}' must not be empty, got ''`);
    return new RouteContentType(contentType, template, schema);
  }

  private constructor(
    /** The media type. */
    public readonly contentType: string,
    /**
     * Undefined: the target's own template.
     * @internal
     */
    public readonly _template: string | undefined,
    /** @internal */
    public readonly _schema: { readonly [key: string]: unknown } | undefined,
  ) {
    checkPattern(
      'contentType',
      contentType,
      MEDIA_TYPE,
      "a media type in lower case without parameters, e.g. 'text/csv'",
    );
    if (contentType === 'application/json') {
      throw new Error("'contentTypes' must not name 'application/json', which the target's own template serves");
    }
  }
}
