package io.dxmi.samplers.program;

import java.io.IOException;

/** Why an archive is not loaded; the message continues a sentence that begins with the file. */
final class Refused extends IOException {

    private static final long serialVersionUID = 1;

    Refused(String reason) {
        super(reason);
    }
}
