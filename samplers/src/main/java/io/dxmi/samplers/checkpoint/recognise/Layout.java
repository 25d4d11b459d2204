package io.dxmi.samplers.checkpoint.recognise;

import java.util.List;
import java.util.Map;

/** A kind of network, known by the names of its tensors. */
interface Layout {

    /** Every kind that is known. */
    List<Layout> ALL = List.of(new DdpmLayout(), new AdmLayout(), new NcsnppLayout(), new IgebmLayout());

    /** What people call it. */
    String architecture();

    /** Whether a few telling names are there; the settings may still make no sense. */
    boolean resembles(Shapes shapes);

    /**
     * Reads the settings off the shapes.
     *
     * @param notes what the file says of itself beside the tensors
     * @throws IllegalArgumentException if no such network exists
     */
    Recognised recognise(Shapes shapes, Map<String, String> notes);
}
