/** What runs have come to: metrics and facts, costs, files; and their JSON. */
package io.dxmi.runs.result;
