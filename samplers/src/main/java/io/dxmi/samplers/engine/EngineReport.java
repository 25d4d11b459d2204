package io.dxmi.samplers.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Platform;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The engine as it runs in this process.
 *
 * @param library folder that the native library was loaded from
 * @param flavor {@code cpu}, or {@code cu128} for a build with CUDA 12.8
 * @param threads inside an operator; {@code interop} between operators
 * @param features that the library was built with
 */
public record EngineReport(
        String version, String library, String flavor, int threads, int interop, int gpus, Set<String> features) {

    /** The cache of native libraries, or empty if they do not come from jars. */
    public static Optional<NativeCache> natives() {
        return NativeCache.find();
    }

    /** Starts the engine if nobody has yet. */
    public static EngineReport read() {
        Torch.open().close();
        Engine engine = Natives.engine();
        return new EngineReport(
                engine.getVersion(),
                LibUtils.getLibtorchPath(),
                InstalledTorch.find()
                        .map(InstalledTorch::flavor)
                        .orElseGet(() -> Platform.detectPlatform("pytorch").getFlavor()),
                JniUtils.getNumThreads(),
                JniUtils.getNumInteropThreads(),
                engine.getGpuCount(),
                new TreeSet<>(JniUtils.getFeatures()));
    }
}
