/** Readers under files of any content: what Jazzer runs, and the seeds that it starts from. */
package io.dxmi.fuzz;
