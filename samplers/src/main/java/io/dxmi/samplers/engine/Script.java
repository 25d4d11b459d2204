package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchScriptCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** TorchScript text written by Java, loaded as a module. One instance may run on several threads. */
public final class Script implements AutoCloseable {

    /** The type of {@code self} in the text. */
    public static final String SELF = "__torch__.Program";

    /** libtorch's graph optimiser is a per-thread switch; off, the first call is as fast as the hundredth. */
    private static final ThreadLocal<Boolean> PLAIN_EXECUTOR = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    private final PtSymbolBlock module;

    /**
     * @param methods {@code def} blocks in serialized-TorchScript syntax
     * @throws IllegalStateException if libtorch rejects the text; the message shows its line
     */
    public Script(NDManager root, String methods) {
        try {
            module = ScriptLoader.generated(root, methods);
        } catch (RuntimeException e) {
            throw new IllegalStateException("libtorch rejects a generated program: " + e.getMessage(), e);
        }
    }

    /** The same text around a trusted module. */
    Script(NDManager root, ScriptModule inside, String methods) {
        try {
            module = ScriptLoader.around(root, inside, methods);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "libtorch rejects a program around " + inside.file() + ": " + e.getMessage(), e);
        }
    }

    public IValue run(String method, IValue... arguments) {
        PLAIN_EXECUTOR.get();
        return TorchScriptCall.run(module, method, arguments);
    }

    /**
     * Runs a method of tensors that returns a list of tensors, without gradients.
     *
     * @param scope owns the results
     */
    public List<NDArray> run(NDManager scope, String method, NDArray... inputs) {
        IValue[] arguments =
                Arrays.stream(inputs).map(a -> IValue.from((PtNDArray) a)).toArray(IValue[]::new);
        try (IValue out = Torch.withGradient(false, () -> run(method, arguments))) {
            return Torch.arrays(scope, out);
        } finally {
            for (IValue argument : arguments) argument.close();
        }
    }

    @Override
    public void close() {
        module.close();
    }

    /** The text as a module without attributes. */
    static byte[] archive(String methods) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ScriptArchive.of(methods).writeTo(out);
        return out.toByteArray();
    }
}
