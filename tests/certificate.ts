/** Certificates for servers of tests. */
import { join } from "@std/path";

/** A certificate of its own making for localhost, as two files in a folder. */
export async function makeCertificate(
  folder: string,
): Promise<{ cert: string; key: string }> {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
    ]
      .concat(
        "-keyout",
        key,
        "-out",
        cert,
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
      )
      .concat("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
      .concat("-addext", "basicConstraints=critical,CA:FALSE"),
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return { cert, key };
}
