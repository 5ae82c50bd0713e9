"""What a court's case system must hold: every dataset and column with meaning, words, and what happens without them."""

from pipeline.sources.contract.columns import ContractColumn, Demanded, contract_of
from pipeline.sources.contract.page import Language, contract_json, contract_page

__all__ = ["ContractColumn", "Demanded", "Language", "contract_json", "contract_of", "contract_page"]
