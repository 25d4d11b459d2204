/** Folders that are one file. */
package io.dxmi.detect.archive;
