"""The pages of conduct, a module for each subject."""
