package io.dxmi.samplers.checkpoint.pickle;

/** Marks results of allowed functions whose further state is of no interest: setting it does nothing. */
public interface Inert {}
