/**
 * Fetches the public picture sets that DJL knows into folders of the layout that their authors publish.
 */
package io.dxmi.download;
