/** What an energy's density integrates to, and what it is worth as a likelihood. */
package io.dxmi.gcd.likelihood;
