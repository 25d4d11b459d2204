package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import io.dxmi.samplers.program.ProgramFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one place where libtorch loads a TorchScript archive; the build forbids others. libtorch runs code of an archive while
 * it loads: only the text that this process has written itself, and files that {@link
 * io.dxmi.samplers.program.TrustedPrograms} opens, come here.
 */
final class ScriptLoader {

    private ScriptLoader() {}

    /** Loads text that this toolkit has written. */
    static PtSymbolBlock generated(NDManager scope, String methods) {
        try {
            byte[] archive = Script.archive(methods);
            return JniUtils.loadModule((PtNDManager) scope, new ByteArrayInputStream(archive), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads text that this toolkit has written around a trusted module, onto the scope's device. */
    static PtSymbolBlock around(NDManager scope, ScriptModule module, String methods) {
        try {
            byte[] archive = module.with(methods);
            PtSymbolBlock block =
                    JniUtils.loadModule((PtNDManager) scope, new ByteArrayInputStream(archive), true, false);
            JniUtils.enableInferenceMode(block);
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Loads the bytes that were checked onto the scope's device.
     *
     * @throws io.dxmi.samplers.UserError if the file was changed since
     */
    static PtSymbolBlock trusted(NDManager scope, ProgramFile program) {
        try (ProgramFile.Content content = program.content()) {
            try {
                return JniUtils.loadModule((PtNDManager) scope, content, true, false);
            } finally {
                content.requireWhole();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
