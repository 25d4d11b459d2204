package io.dxmi.samplers.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The engine as it runs in this process.
 *
 * @param library folder that the native library was loaded from
 * @param cache folder that natives are extracted to at their first start
 * @param threads inside an operator; {@code interop} between operators
 * @param features that the library was built with
 */
public record EngineReport(
        String version, String library, Path cache, int threads, int interop, int gpus, Set<String> features) {

    /** Starts the engine if nobody has yet. */
    public static EngineReport read() {
        Torch.open().close();
        Engine engine = Engine.getEngine("PyTorch");
        return new EngineReport(
                engine.getVersion(),
                LibUtils.getLibtorchPath(),
                Utils.getEngineCacheDir(),
                JniUtils.getNumThreads(),
                JniUtils.getNumInteropThreads(),
                engine.getGpuCount(),
                new TreeSet<>(JniUtils.getFeatures()));
    }
}
