/** A ring of sockets between the workers of a data-parallel training: how they meet, and how they add values up. */
package io.dxmi.ring;
