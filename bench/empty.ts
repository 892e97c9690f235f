/** The program that does nothing: what starting any executable costs. */
export {};
