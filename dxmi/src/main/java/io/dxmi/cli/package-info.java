/**
 * The command line. A command parses, builds and runs; results go to stdout, everything else to stderr. Exit codes: 0
 * done, 1 failed, 2 the user's mistake, 129, 130 and 143 stopped by SIGHUP, SIGINT and SIGTERM.
 */
package io.dxmi.cli;
