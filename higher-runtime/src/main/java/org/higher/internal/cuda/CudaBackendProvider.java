package org.higher.internal.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendProvider;
import org.higher.internal.cuda.driver.Card;
import org.higher.internal.cuda.driver.CudaDriver;
import org.higher.internal.cuda.libraries.LibraryFolders;
import org.higher.internal.cuda.libraries.LibrarySearch;
import org.higher.internal.gpu.backend.GpuBackend;
import org.jspecify.annotations.Nullable;

/** Registers the backend of NVIDIA's cards. */
public final class CudaBackendProvider implements BackendProvider {
    /** What {@code higher.backend} calls this backend. */
    public static final String NAME = "cuda";

    private static @Nullable Backend backend;

    /** Kept, or they would be unloaded, and not be found where others ask for them. */
    private static final List<NativeLibrary> LOADED = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isOnClassPath() {
        try {
            Class.forName("com.sun.jna.Native", false, CudaBackendProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    @Override
    public Backend backend() {
        return instance();
    }

    private static synchronized Backend instance() {
        Backend known = backend;
        if (known == null) {
            known = start(CudaDriver.file(), search());
            backend = known;
        }
        return known;
    }

    /**
     * Starts a driver, and looks for the libraries that its cards need.
     *
     * @throws IllegalStateException naming what is missing
     */
    static Backend start(String driverFile, LibrarySearch libraries) {
        CudaDriver driver = CudaDriver.start(driverFile);
        List<CudaAccelerator> cards = new ArrayList<>();
        for (Card card : driver.cards()) {
            cards.add(new CudaAccelerator(driver, card, CudaLibraries.of(driver, card, libraries)));
        }
        return new GpuBackend(NAME, cards);
    }

    /** In the folders of this machine. */
    static LibrarySearch search() {
        Map<String, String> environment = System.getenv();
        LibraryFolders folders =
                new LibraryFolders(
                        environment, new File(File.separator).toPath(), Platform.isWindows());
        return new LibrarySearch(
                folders.named(System.getProperty(LibraryFolders.PROPERTY)),
                folders.usual(),
                Platform.isWindows(),
                CudaBackendProvider::load);
    }

    private static void load(String file) {
        LOADED.add(NativeLibrary.getInstance(file));
    }
}
