/** Work in several processes of this machine: a pool of workers, and what a worker does. */
package io.dxmi.jobs;
