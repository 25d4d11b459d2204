package io.dxmi.samplers.checkpoint.recognise;

import java.util.List;

/** Every kind of network that is known. */
final class Layouts {

    static final List<Layout> ALL = List.of(
            new DdpmLayout(),
            new DiffusersLayout(),
            new AdmLayout(),
            new DdpLayout(),
            new SongLayout(),
            new NcsnppLayout(),
            new IgebmLayout());

    private Layouts() {}
}
