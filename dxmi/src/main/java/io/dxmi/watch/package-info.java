/** Training as a page: {@code dxmi watch} serves it while runs grow, {@code dxmi report} writes it into one file. */
package io.dxmi.watch;
