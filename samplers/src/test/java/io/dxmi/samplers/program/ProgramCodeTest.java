package io.dxmi.samplers.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.engine.Script;
import io.dxmi.samplers.engine.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramCodeTest {

    @TempDir
    private Path folder;

    /** Each writes the file FILE when libtorch runs it, and each is refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch.save(x, 'FILE')",
                "torch . save (x, 'FILE')",
                "t = torch\n  t.save(x, 'FILE')",
                "s = torch.save\n  s(x, 'FILE')",
                "ops.aten.save(x, 'FILE')",
                "o = ops\n  o.aten.save(x, 'FILE')",
                "a = ops.aten\n  a.save(x, 'FILE')",
                "torch.autograd.save(x, 'FILE')",
                "getattr(torch, \"save\")(x, 'FILE')",
                "getattr(torch, 'save')(x, 'FILE')",
                "getattr(torch, \"sa\" \"ve\")(x, 'FILE')",
                "getattr(torch, \"sav\\145\")(x, 'FILE')",
                "getattr(torch, \"\"\"save\"\"\")(x, 'FILE')",
                "(torch # a comment\n  .save(x, 'FILE'))",
                "(torch. # 'a quote\n  save(x, 'FILE'))",
                "torch.\\\n  save(x, 'FILE')",
                "y = '#'; torch.save(x, 'FILE')",
                "y = \"\"\"\n ' \"\"\"; torch.save(x, 'FILE')",
                "y = '\\''; torch.save(x, 'FILE') ; z = '\\''",
                "x = torch.from_file('FILE', True, 4, dtype=6)",
                "x = ops.aten.from_file('FILE', True, 4, dtype=6)",
            })
    void whatWritesAFileIsRefused(String statement) throws Exception {
        Path file = folder.resolve("written");
        String lines =
                statement.replace("FILE", file.toString()).replace("; ", "\n  ").replace(" ;", "\n  ");
        String method = "def forward(self: " + Script.SELF + ", x: Tensor) -> Tensor:\n  " + lines + "\n  return x\n";
        assertThatThrownBy(() -> ProgramCode.check(method))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("refused");
        try (NDManager root = Torch.open();
                Script script = new Script(root, method); // and it is a program, not a mistake of this test
                NDArray x = root.ones(new Shape(4));
                IValue argument = IValue.from((PtNDArray) x);
                IValue result = script.run("forward", argument)) {
            assertThat(result.isTensor()).isTrue();
        }
        assertThat(Files.exists(file)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.save('f')",
                "getattr(x, \"save\")('f')",
                "1.5.save('f')",
                "1e5 . save('f')",
                "print(x)",
                "p = print",
                "torch._print('x')",
                "ops.prim.Print(x)",
                "ops.prim.AddStatValue('x', 1)",
                "ops.prim.IgnoredPythonOp(x)",
                "ops.profiler._record_function_enter_new('x', None)",
                "ops.c10d.barrier(x)",
                "ops._c10d_functional.all_reduce(x, 'sum', 'g')",
                "ops.mine.launch(x)",
                "ops. # c\n aten",
                "y = 1.\nops.c10d.send(x)",
                "y = 0x1.\nops.c10d.send(x)",
                "getattr(ops, \"c10d\")",
                "getattr(getattr(ops, \"c10d\"), \"send\")",
                "__torch__.torch.classes.c10d.FileStore('x', 1)",
                "__torch__ . torch . classes . dist_rpc.WorkerInfo('x', 1)",
                "(__torch__.torch).classes.c10d.FileStore('x', 1)",
                "t = __torch__",
                "t = __torch__.torch",
                "t = __torch__.torch.classes",
                "t = __torch__.torch.classes.quantized",
                "getattr(__torch__.torch, \"classes\")",
                "# type: (__torch__.torch.classes.c10d.Store) -> Tensor",
                "uninitialized('__torch__.torch.classes.c10d.Store')",
                "torch.load('x')",
                "f = getattr",
                "getattr(x, name)",
                "y = 'no end",
            })
    void whatReachesOutIsRefused(String statement) {
        assertThatThrownBy(() -> ProgramCode.check(statement)).isInstanceOf(Refused.class);
    }

    @Test
    void whatTheExporterWritesIsAccepted() {
        assertThatCode(() -> ProgramCode.check("""
                        op_version_set = 1
                        import __torch__
                        import __torch__.torch
                        class Net(Module):
                          __parameters__ = ["weight", ]
                          __buffers__ = []
                          __annotations__ = []
                          __annotations__["0"] = __torch__.torch.nn.modules.conv.___torch_mangle_2.Conv2d
                          weight : Tensor
                          _packed : __torch__.torch.classes.quantized.Conv2dPackedParamsBase
                          save_path : Final[str] = "torch.save(x) # 'print' ops.c10d"
                          ops : int
                          def forward(self: __torch__.Net, x: Tensor) -> Tensor:
                            # a comment that says print(x) and torch.save
                            _0 = getattr(getattr(self.layers, "0"), "conv-1")
                            _1 = (getattr(self.layers, "1")).forward(x, )
                            y = ops.prim.NumToTensor(torch.size(x, 0))
                            if ops.prim.is_cuda(y):
                              torch.warn("slow", 2)
                            z = ops.quantized.conv2d(x, self._packed, 0.5, 1)
                            w = annotate(List[int], [self.ops, 1])
                            _2 = fork(_0, x)
                            u = unchecked_cast(Tensor, torch.wait(_2))
                            ops.prim.RaiseException("print", "builtins.ValueError")
                            return torch.add(u, CONSTANTS.c0, alpha=1.)
                        """)).doesNotThrowAnyException();
    }

    @Test
    void classesInAPickleAreLookedAt() {
        assertThatThrownBy(() -> ProgramCode.checkPickle("\u0080\2c__torch__.torch.classes.c10d\nFileStore\n"))
                .hasMessageContaining("torch.classes.c10d");
        assertThatThrownBy(() -> ProgramCode.checkPickle("\u0080\2c__torch__.torch\nclasses.c10d.FileStore\n"))
                .hasMessageContaining("torch.classes.c10d");
        assertThatThrownBy(() -> ProgramCode.checkPickle("\u0080\2ctorch.distributed.rpc\nrref\n"))
                .hasMessageContaining("torch.distributed");
        assertThatCode(() -> ProgramCode.checkPickle("c__torch__.torch.classes.quantized\nLinearPackedParamsBase\n"))
                .doesNotThrowAnyException();
    }
}
