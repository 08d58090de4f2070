package org.higher.internal.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import org.higher.internal.cuda.driver.CudaStreams;
import org.higher.internal.cuda.driver.DriverApi;
import org.higher.internal.gpu.cache.BinaryCache;
import org.higher.internal.gpu.cache.CompiledTexts;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.KernelParameters;

/**
 * The texts that were compiled for a card and loaded, with their code kept on disk; a module is
 * unloaded once none of its functions is in use.
 */
final class CudaPrograms {
    /**
     * A function of a loaded module.
     *
     * @param module that it is part of
     * @param handle the driver's
     */
    record Function(Module module, Pointer handle, String name, KernelParameters parameters)
            implements Kernel {}

    /** A loaded text. */
    private static final class Module {
        final Pointer handle;

        Module(Pointer handle) {
            this.handle = handle;
        }
    }

    private final CudaStreams streams;
    private final Nvrtc compiler;
    private final String architecture;
    private final CompiledTexts<Module> modules =
            new CompiledTexts<>(module -> unloading(module.handle));

    CudaPrograms(CudaStreams streams, Nvrtc compiler, String architecture) {
        this.streams = streams;
        this.compiler = compiler;
        this.architecture = architecture;
    }

    Kernel kernel(String source, String name) {
        Module module = modules.of(source, () -> load(code(source, name), name));
        PointerByReference function = new PointerByReference();
        check(
                streams.enterContext().cuModuleGetFunction(function, module.handle, name),
                "cuModuleGetFunction of " + name);
        KernelParameters parameters = KernelParameters.of(source, name);
        return new Function(module, function.getValue(), name, parameters);
    }

    private byte[] code(String source, String name) {
        String key =
                BinaryCache.key(
                        source,
                        architecture,
                        compiler.version(),
                        String.join(" ", CudaDialect.options()));
        return BinaryCache.read("cuda", key)
                .orElseGet(
                        () -> {
                            byte[] code = compiler.compile(source, name, architecture);
                            BinaryCache.write("cuda", key, code);
                            return code;
                        });
    }

    private Module load(byte[] code, String name) {
        PointerByReference module = new PointerByReference();
        try (Memory image = new Memory(code.length + 1L)) {
            image.write(0, code, 0, code.length);
            image.setByte(code.length, (byte) 0); // PTX is a text that ends with it
            check(
                    streams.enterContext().cuModuleLoadData(module, image),
                    "cuModuleLoadData of " + name);
        }
        return new Module(module.getValue());
    }

    private Runnable unloading(Pointer module) {
        return () -> {
            DriverApi api = streams.enterContext();
            streams.synchronizeAll(); // a launch of it may be waiting
            check(api.cuModuleUnload(module), "cuModuleUnload");
        };
    }

    private void check(int error, String call) {
        streams.driver().check(error, call);
    }
}
