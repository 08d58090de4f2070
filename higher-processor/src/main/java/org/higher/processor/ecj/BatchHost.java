package org.higher.processor.ecj;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.processing.ProcessingEnvironment;
import javax.tools.JavaFileManager.Location;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/** ecj as a compiler of its own, on a command line or in a build. */
record BatchHost(ProcessingEnvironment environment) implements EcjHost {
    /** Modules are on the class path as well. */
    @Override
    public SearchPath searchPath() throws ReflectiveOperationException {
        List<File> classes = new ArrayList<>(location(StandardLocation.CLASS_PATH));
        classes.addAll(location(StandardLocation.MODULE_PATH));
        return new SearchPath(classes, location(StandardLocation.SOURCE_PATH));
    }

    private List<File> location(Location location) throws ReflectiveOperationException {
        List<File> files = new ArrayList<>();
        if (Reflection.call(environment, "getFileManager") instanceof StandardJavaFileManager m
                && m.getLocation(location) != null) {
            m.getLocation(location).forEach(files::add);
        }
        return files;
    }

    @Override
    public void report(Object problem, Object unit, boolean isError)
            throws ReflectiveOperationException {
        if (isError) {
            Reflection.run(environment, "setErrorRaised", true);
        }
        Reflection.run(Reflection.get(environment, "_compilerOwner"), "addExtraProblems", problem);
    }
}
