package org.higher.processor.text;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import com.sun.source.tree.Tree;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Problem;

/** What the members of a class are in another, into which its methods are copied. */
public interface Placement {
    /** Whether a method is there, too. */
    boolean has(ExecutableElement method);

    /**
     * What the methods that a call may mean are called there.
     *
     * @param meant some that are there
     * @return empty if a call there could mean another
     */
    Optional<String> name(List<ExecutableElement> meant);

    /** What an instance field is called there; empty if it is not there. */
    Optional<String> name(VariableElement field);

    /**
     * What a superclass's methods are there.
     *
     * @param meant those that a call on {@code super} may mean
     * @return empty if they are not there
     */
    Optional<Inherited> above(List<ExecutableElement> meant);

    /** What a type parameter of the class is there; empty if it is the same there. */
    Optional<TypeName> argument(TypeParameterElement parameter);

    /** What is wrong with the use of a member that is not there. */
    Problem absent(String what, Element member, Tree at);

    /**
     * Where a superclass's method is called.
     *
     * @param qualifier what it is called on; empty for the object itself
     */
    record Inherited(CodeBlock qualifier, String name) {}
}
