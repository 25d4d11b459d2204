/** Draws many samples of a run into a file or a folder; a process that was stopped is continued. */
package io.dxmi.sampling;
