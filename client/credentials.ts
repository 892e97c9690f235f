/** User and password of a URL are not for the terminal. */
export function hideCredentials(text: string): string {
  return text.replace(/(\/\/)[^\s/?#"]*@/g, "$1***@");
}
