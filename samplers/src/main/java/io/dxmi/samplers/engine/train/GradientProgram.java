package io.dxmi.samplers.engine.train;

import io.dxmi.samplers.engine.ScriptOps;
import io.dxmi.samplers.engine.ScriptText;

/** The statements that compute gradients {@code g} of a loss and their {@code norm}. */
final class GradientProgram {

    private GradientProgram() {}

    /**
     * {@code g}: the gradients with respect to the first {@code count} of the list {@code leaves}, zeros for what the loss does not depend on. Fused
     * Adam pairs gradients and parameters by their order in memory, so those that a channels-last convolution made are put
     * in the parameters' order.
     */
    static void gradients(ScriptText text, ScriptOps.Sym loss, String leaves, int count) {
        text.statement("grads = torch.autograd.grad([" + loss + "], " + leaves + ", None, None, False, True)");
        text.statement("g = annotate(List[Tensor], [])");
        text.statement("for i in range(" + count + "):");
        text.statement("  o = grads[i]");
        text.statement("  if torch.__isnot__(o, None):");
        text.statement("    torch.append(g, torch.contiguous(unchecked_cast(Tensor, o), memory_format=0))");
        text.statement("  else:");
        text.statement("    torch.append(g, torch.zeros_like(" + leaves + "[i]))");
    }

    /** {@code norm}: the Euclidean norm of all of {@code g} together. */
    static void norm(ScriptText text) {
        text.statement("norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))");
    }
}
