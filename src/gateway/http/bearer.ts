/** The credential of a request: `Authorization: Bearer …`. Undefined if there is none of this kind. */
export function bearerOf(headers: { readonly authorization?: string | undefined }): string | undefined {
  return /^Bearer +(.*\S) *$/i.exec(headers.authorization ?? "")?.[1];
}
