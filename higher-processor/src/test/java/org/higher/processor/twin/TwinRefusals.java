package org.higher.processor.twin;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that have twins, and others of the same kind that are errors, in any order of javac's. */
abstract class TwinRefusals extends TwinAgreement {
    private final List<JavaFileObject> others;
    private Compilation refused;
    private Compilation attributedFirst;

    TwinRefusals(LeafModels models, List<JavaFileObject> others) {
        super(models, others);
        this.others = others;
    }

    /** Models with errors, compiled together. */
    abstract Stream<Complaint> complaints();

    @BeforeAll
    void compileRefused() {
        refused = compileTogether(Compiling.compiler());
        attributedFirst = compileTogether(Compiling.withPolicy("simple"));
    }

    private Compilation compileTogether(Compiler compiler) {
        List<JavaFileObject> files = new ArrayList<>(others);
        files.add(LeafModels.LEAF);
        complaints().map(Complaint::file).forEach(files::add);
        return compiler.compile(files);
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(refused);
        complaint.assertIn(attributedFirst);
    }
}
