/** Pages of HTML that load nothing: style, scripts, data and pictures are inside the file. */
package io.dxmi.page;
