package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;

/**
 * Runs a method of a TorchScript module with autograd left as the caller set it.
 *
 * <p>It lives in DJL's package because DJL's own entry points either switch autograd off or take tensors only, and the
 * native call beneath them is package-private. Class path only: on the module path this would be a split package.
 */
public final class TorchScriptCall {

    private TorchScriptCall() {}

    public static IValue run(PtSymbolBlock module, String method, IValue... arguments) {
        long[] handles = new long[arguments.length];
        for (int i = 0; i < handles.length; i++) handles[i] = arguments[i].getHandle();
        return new IValue(PyTorchLibrary.LIB.moduleRunMethod(module.getHandle(), method, handles, true, false));
    }
}
