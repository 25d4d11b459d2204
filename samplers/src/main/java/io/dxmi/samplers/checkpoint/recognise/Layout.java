package io.dxmi.samplers.checkpoint.recognise;

import java.util.List;
import java.util.Map;

/** A kind of network, known by the names of its tensors. */
interface Layout {

    /** What people call it. */
    String architecture();

    /** Names of which each network of this kind has one: what stands before it in a file is a wrapper. */
    List<String> marks();

    /** Whether a few telling names are there; the settings may still make no sense. */
    boolean resembles(Shapes shapes);

    /** The tensors under the names of the network that reads them. */
    default StateDict named(StateDict dict, Shapes shapes) {
        return dict;
    }

    /**
     * Reads the settings off the shapes.
     *
     * @param shapes of the tensors {@link #named} so
     * @param notes what the file says of itself beside the tensors
     * @throws IllegalArgumentException if no such network exists
     */
    Recognised recognise(Shapes shapes, Map<String, String> notes);

    /** Every prefix of names below which there may be a network of this kind. */
    default List<String> prefixes(StateDict dict) {
        return dict.names().keySet().stream()
                .flatMap(name -> marks().stream()
                        .filter(mark -> name.equals(mark) || name.endsWith("." + mark))
                        .map(mark -> name.substring(0, name.length() - mark.length()))
                        .limit(1))
                .distinct()
                .toList();
    }
}
