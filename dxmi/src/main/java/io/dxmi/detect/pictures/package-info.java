/** Pictures in folders: the layouts of published and own sets, which folders are normal, and masks. */
package io.dxmi.detect.pictures;
