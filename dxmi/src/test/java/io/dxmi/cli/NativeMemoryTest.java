package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that libtorch has no memory for, with the messages of libtorch 2.7.1. */
class NativeMemoryTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GPU | 2.00 GiB | CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.79 GiB
            GPU | - | CUDA error: out of memory
            GPU | - | CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`
            GPU | - | cuDNN error: CUDNN_STATUS_ALLOC_FAILED
            machine | 4096 bytes | [enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 4096 bytes.
            """)
    void oneLineNamesTheSettingThatHelps(String where, String wanted, String message) {
        StringWriter err = new StringWriter();
        int code = Main.commands((config, device) -> {
                    throw new EngineException(message + "\nException raised from malloc at CUDACachingAllocator.cpp:1");
                })
                .setErr(new PrintWriter(err))
                .execute("train", "8gaussians");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("dxmi: failed: the memory of the " + where + " is not enough")
                .contains("trainer.micro_batch")
                .contains(wanted.equals("-") ? "features;" : "which wanted " + wanted + " more")
                .hasLineCount(1);
    }
}
