package org.higher.processor.names;

import com.sun.source.tree.VariableTree;
import java.util.List;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;

/** What a name in a body stands for. */
public sealed interface Meaning {
    /** A local variable, parameter or pattern variable, known by its declaration. */
    record Local(VariableTree declaration) implements Meaning {}

    /** A field, of this object, of an enclosing class, or statically imported. */
    record Field(VariableElement field) implements Meaning {}

    /** Methods of one name, of the innermost class that has any; never empty. */
    record Methods(List<ExecutableElement> candidates) implements Meaning {}

    /** A type that exists. */
    record Type(TypeElement type) implements Meaning {}

    /** A type parameter of the class or of one around it. */
    record TypeParameter(TypeParameterElement parameter) implements Meaning {}

    /** A type that an import names but that does not exist yet. */
    record Imported(String packageName, String simpleName) implements Meaning {}

    /** Names whose text stays as it is. */
    enum Opaque implements Meaning {
        /** {@code this} or {@code super}. */
        SELF,
        /** A member of a class that is declared inside the body, or such a class. */
        INSIDE_BODY,
        /** A type variable of a method or of a class inside the body. */
        TYPE_VARIABLE,
        /** An enum constant after {@code case}. */
        ENUM_LABEL,
        /** A package, or something this processor knows nothing of. */
        UNKNOWN
    }
}
