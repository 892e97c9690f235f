/** Types of `@std/path`, for what this project uses of it. */
export declare function basename(path: string, suffix?: string): string;
export declare function dirname(path: string): string;
export declare function extname(path: string): string;
export declare function fromFileUrl(url: string | URL): string;
export declare function isAbsolute(path: string): boolean;
export declare function join(path: string, ...paths: string[]): string;
export declare function normalize(path: string): string;
export declare function relative(from: string, to: string): string;
export declare function resolve(...paths: string[]): string;
export declare function toFileUrl(path: string): URL;
export declare const SEPARATOR: string;
export declare const DELIMITER: string;
