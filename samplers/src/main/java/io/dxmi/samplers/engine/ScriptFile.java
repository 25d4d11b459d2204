package io.dxmi.samplers.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchScriptCall;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.program.ProgramFile;
import io.dxmi.samplers.program.TrustedPrograms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody else's network in a TorchScript file ({@code torch.jit.save}), run forward without gradients. Such a file is a
 * program: its code is read before it is loaded, and it is loaded only if it is trusted ({@link TrustedPrograms}).
 */
public final class ScriptFile implements AutoCloseable {

    private final Path file;
    private final String sha256;
    private final PtSymbolBlock module;

    private ScriptFile(ProgramFile program, PtSymbolBlock module) {
        this.file = program.path();
        this.sha256 = program.sha256();
        this.module = module;
    }

    /**
     * Loads a file onto the scope's device.
     *
     * @throws UserError if it cannot be read, is no TorchScript or not trusted, or asks for more than its own tensors
     */
    public static ScriptFile load(NDManager scope, Path file) {
        return load(scope, TrustedPrograms.open(file));
    }

    /** Loads a file that was opened before the engine started. @throws UserError if libtorch cannot read it */
    public static ScriptFile load(NDManager scope, ProgramFile program) {
        try {
            PtSymbolBlock module = ScriptLoader.trusted(scope, program);
            JniUtils.enableInferenceMode(module);
            return new ScriptFile(program, module);
        } catch (EngineException e) {
            throw new UserError(program.path() + ": expected a TorchScript file: " + firstLine(e), e);
        }
    }

    /** Of the bytes that were loaded, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /**
     * Runs {@code forward(input, flags...)}.
     *
     * @return the tensor, or those of the tuple or list, that it returns; they belong to {@code scope}
     * @throws UserError if the network does not take such arguments, or returns anything else
     */
    public List<NDArray> forward(NDManager scope, NDArray input, List<Boolean> flags) {
        List<IValue> arguments = new ArrayList<>();
        arguments.add(IValue.from((PtNDArray) input));
        flags.forEach(flag -> arguments.add(IValue.from(flag)));
        try (IValue out = Torch.withGradient(
                false, () -> TorchScriptCall.run(module, "forward", arguments.toArray(IValue[]::new)))) {
            List<NDArray> tensors = new ArrayList<>();
            collect((PtNDManager) scope, out, tensors);
            return tensors;
        } catch (EngineException e) {
            throw new UserError(
                    file + ": forward fails on an input of " + input.getDataType() + " " + input.getShape() + ": "
                            + firstLine(e),
                    e);
        } finally {
            arguments.forEach(IValue::close);
        }
    }

    private void collect(PtNDManager scope, IValue value, List<NDArray> tensors) {
        if (value.isTensor()) {
            tensors.add(value.toTensor(scope));
        } else if (value.isTensorList()) {
            tensors.addAll(List.of(value.toTensorArray(scope)));
        } else if (value.isTuple() || value.isList()) {
            for (IValue part : value.isTuple() ? value.toIValueTuple() : value.toIValueArray()) {
                try (part) {
                    collect(scope, part, tensors);
                }
            }
        } else {
            throw new UserError(file + ": forward returns " + value.getType() + ", expected tensors");
        }
    }

    /** libtorch's messages carry a stack; its reason is the last line that says anything. */
    private static String firstLine(EngineException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        return message.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("RuntimeError:") || line.contains("Error: "))
                .findFirst()
                .orElseGet(() -> message.lines().findFirst().orElse("no reason given"));
    }

    /**
     * Writes a TorchScript file without weights, which is trusted on this machine.
     *
     * @param methods {@code def forward(self: __torch__.Program, ...)} in serialized-TorchScript syntax
     */
    public static void write(Path file, String methods) {
        ScriptArchive.of(methods).write(file);
    }

    @Override
    public void close() {
        module.close();
    }
}
