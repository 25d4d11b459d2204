package io.dxmi.samplers.engine.train;

import io.dxmi.samplers.engine.ScriptOps;

/** The statements that compute gradients {@code g} of a loss and their {@code norm}. */
final class GradientProgram {

    private GradientProgram() {}

    /**
     * {@code g}: the gradients with respect to the list {@code leaves}, zeros for what the loss does not depend on. Fused
     * Adam pairs gradients and parameters by their order in memory, so those that a channels-last convolution made are put
     * in the parameters' order.
     */
    static void gradients(ScriptOps ops, ScriptOps.Sym loss, String leaves) {
        ops.statement("grads = torch.autograd.grad([" + loss + "], " + leaves + ", None, None, False, True)");
        ops.statement("g = annotate(List[Tensor], [])");
        ops.statement("for i in range(torch.len(grads)):");
        ops.statement("  o = grads[i]");
        ops.statement("  if torch.__isnot__(o, None):");
        ops.statement("    torch.append(g, torch.contiguous(unchecked_cast(Tensor, o), memory_format=0))");
        ops.statement("  else:");
        ops.statement("    torch.append(g, torch.zeros_like(" + leaves + "[i]))");
    }

    /** {@code norm}: the Euclidean norm of all of {@code g} together. */
    static void norm(ScriptOps ops) {
        ops.statement("norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))");
    }
}
